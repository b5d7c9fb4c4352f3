"""An address → the socket that all workers listen on, and how it closes without losing anybody."""

import errno
import socket
import struct
import sys
from ctypes import addressof, create_string_buffer

# From linux/filter.h and asm-generic/socket.h: a filter of one instruction, "keep 0 bytes".
SO_ATTACH_FILTER = 26
BPF_RETURN_NOTHING = struct.pack("HBBI", 0x06, 0, 0, 0)


def listen(host: str, port: int) -> socket.socket:
    """Open the socket that all workers share; OSError names the port that cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"fails: {error.strerror}"
        raise OSError(f"Port {port} of {host} {reason}; --port takes another one.") from None
    listener.listen(2048)
    listener.setblocking(False)
    return listener


def refuse_newcomers(listener: socket.socket) -> None:
    """Let the kernel drop what newly knocks, so that nobody waits in a queue that is about to go.

    A client that is dropped tries again by itself, and is then told that nobody listens.
    """
    if sys.platform != "linux":
        return
    code = create_string_buffer(BPF_RETURN_NOTHING, len(BPF_RETURN_NOTHING))
    program = struct.pack("HP", 1, addressof(code))
    try:
        listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
    except OSError:  # sandboxes may not know it: then a few newcomers are turned away later
        return
