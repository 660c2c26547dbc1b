//! libFuzzer around one target: see `make fuzz`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: {
        fuzz::target();
    },
    |bytes: &[u8]| {
        fuzz::target().run(bytes);
    }
);
