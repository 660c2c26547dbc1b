"""What `cargo lambda watch`, the local stack's front, cannot pass on to a function."""

import os

import schemathesis

IS_LOCAL = "127.0.0.1" in os.environ.get("CONFORMANCE_URL", "")


def is_utf_8(value):
    try:
        (value if isinstance(value, bytes) else value.encode("latin-1")).decode("utf-8")
    except UnicodeError:
        return False
    return True


@schemathesis.hook
def filter_case(context, case):
    """It answers 500 by itself where a JSON body or a header is not UTF-8."""
    if not IS_LOCAL:
        return True
    headers = (case.headers or {}).values()
    body_passes = not isinstance(case.body, bytes) or is_utf_8(case.body)
    return body_passes and all(is_utf_8(value) for value in headers if isinstance(value, str))
