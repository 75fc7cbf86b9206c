"""Runs a command to which the kernel refuses a system call, as a sandbox would: refuse.py NUMBER COMMAND..."""
import ctypes
import os
import struct
import sys

SET_NO_NEW_PRIVS, SET_SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7fff0000, 0x00050000 | 1  # EPERM


def instruction(code, if_true, if_false, value):
    return struct.pack('HBBI', code, if_true, if_false, value)


program = b''.join([instruction(LOAD, 0, 0, 0), instruction(EQUAL, 0, 1, int(sys.argv[1])),
                    instruction(RETURN, 0, 0, REFUSE), instruction(RETURN, 0, 0, ALLOW)])
buffer = ctypes.create_string_buffer(program)
header = ctypes.create_string_buffer(struct.pack('HxxxxxxP', len(program) // 8, ctypes.addressof(buffer)))
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_void_p] * 4
if libc.prctl(SET_NO_NEW_PRIVS, 1, None, None, None) or libc.prctl(SET_SECCOMP, FILTER, header, None, None):
    sys.exit(os.strerror(ctypes.get_errno()))
os.execvp(sys.argv[2], sys.argv[2:])
