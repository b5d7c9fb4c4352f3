"""An address → the socket that all workers listen on, and how it closes without losing anybody."""

import errno
import socket
import struct
import sys
from ctypes import addressof, create_string_buffer

# From linux/filter.h and asm-generic/socket.h: a filter of one instruction, "keep 0 bytes".
SO_ATTACH_FILTER = 26
BPF_RETURN_NOTHING = struct.pack("HBBI", 0x06, 0, 0, 0)
ACCEPTED_A_TURN = 16
# In linux/tcp.h's tcp_info: of a listening socket, how many connections wait to be accepted.
TCP_INFO_BYTES, QUEUED_AT = 104, 24


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


def share(listener: socket.socket) -> list[socket.socket]:
    """Give the socket several times over, as uvloop takes one connection of each in a turn.

    A turn is long while many ask, and who newly comes should not wait for a hundred of them.
    """
    return [listener, *(listener.dup() for _ in range(ACCEPTED_A_TURN - 1))]


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


def count_queued(listener: socket.socket) -> int:
    """Count the connections that the kernel has taken and we have not; 0 where it does not say."""
    if sys.platform != "linux":
        return 0
    try:
        info = listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO_BYTES)
    except OSError:
        return 0
    queued: int = struct.unpack_from("I", info, QUEUED_AT)[0]
    return queued
