//! aws-lc is built without its CPU jitter entropy, which costs 420 million instructions before
//! the first random byte of every process (docs/0001).

use shared::auth::Keys;
use shared::clock::Clock;

/// Whether this program holds a function of that name. The name is put together here, so that
/// the program does not hold it for being asked.
fn is_linked(program: &[u8], name: [&str; 2]) -> bool {
    let name = name.concat().into_bytes();
    program.windows(name.len()).any(|window| window == name)
}

/// Seen to fail on a program built without `AWS_LC_SYS_NO_JITTER_ENTROPY`, which holds both names.
#[test]
fn the_crypto_library_gathers_no_jitter() {
    // What functions make keys and ids of: it links the library's random bytes.
    Keys::generate(&Clock::system()).unwrap();
    let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    assert!(
        is_linked(&program, ["get_entropy", "_source"]),
        "aws-lc has other names now: look anew"
    );
    assert!(
        !is_linked(&program, ["jent_read", "_entropy"]),
        "aws-lc is built with jitter entropy: .cargo/config.toml must set AWS_LC_SYS_NO_JITTER_ENTROPY, \
         and what was built without it must be built again (cargo clean -p aws-lc-sys)"
    );
}
