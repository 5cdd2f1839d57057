package io.coracle.jvm.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/**
 * Memory that code may be run from. Its pages are written first and made executable then, so they are never both. Pages are given
 * back when the arena of the code is closed.
 */
final class ExecutableMemory {
    private static final long PAGE = 4096;
    private static final int READ_WRITE = 3;
    private static final int READ_EXECUTE = 5;
    private static final int PRIVATE = 2;
    private static final int ANONYMOUS_ON_LINUX = 0x20;
    private static final int ANONYMOUS_ON_MACOS = 0x1000;
    private static final int WINDOWS_COMMIT_RESERVE = 0x3000;
    private static final int WINDOWS_READ_WRITE = 4;
    private static final int WINDOWS_EXECUTE_READ = 0x20;
    private static final int WINDOWS_RELEASE = 0x8000;

    private ExecutableMemory() {}

    /** What the operating system, or a policy of it, does not allow. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    static boolean isWindows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    private static boolean isMac() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    }

    /** Code that may be called as long as the arena is open. */
    static MemorySegment of(byte[] code, Arena arena) throws Refused {
        long size = (code.length + PAGE - 1) / PAGE * PAGE;
        return isWindows() ? onWindows(code, size, arena) : onUnix(code, size, arena);
    }

    private static MemorySegment onUnix(byte[] code, long size, Arena arena) throws Refused {
        int anonymous = isMac() ? ANONYMOUS_ON_MACOS : ANONYMOUS_ON_LINUX;
        long address = NativeCalls.call(function("mmap"), 0, size, READ_WRITE, PRIVATE | anonymous, -1, 0);
        if (address == -1) {
            throw new Refused("the system gives no memory for code");
        }
        write(code, address);
        if ((int) NativeCalls.call(function("mprotect"), address, size, READ_EXECUTE, 0, 0, 0) != 0) {
            NativeCalls.call(function("munmap"), address, size, 0, 0, 0, 0);
            throw new Refused("the system does not let memory that was written become executable");
        }
        MemorySegment unmap = function("munmap");
        return MemorySegment.ofAddress(address).reinterpret(size, arena, s -> NativeCalls.call(unmap, address, size, 0, 0, 0, 0));
    }

    private static MemorySegment onWindows(byte[] code, long size, Arena arena) throws Refused {
        MemorySegment free = windowsFunction("VirtualFree");
        long address = NativeCalls.call(windowsFunction("VirtualAlloc"), 0, size, WINDOWS_COMMIT_RESERVE, WINDOWS_READ_WRITE, 0, 0);
        if (address == 0) {
            throw new Refused("the system gives no memory for code");
        }
        write(code, address);
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment before = temporary.allocate(ValueLayout.JAVA_INT);
            if ((int) NativeCalls.call(windowsFunction("VirtualProtect"), address, size, WINDOWS_EXECUTE_READ, before.address(), 0, 0) == 0) {
                NativeCalls.call(free, address, 0, WINDOWS_RELEASE, 0, 0, 0);
                throw new Refused("the system does not let memory that was written become executable");
            }
        }
        return MemorySegment.ofAddress(address).reinterpret(size, arena, s -> NativeCalls.call(free, address, 0, WINDOWS_RELEASE, 0, 0, 0));
    }

    private static void write(byte[] code, long address) {
        MemorySegment.copy(code, 0, MemorySegment.ofAddress(address).reinterpret(code.length), ValueLayout.JAVA_BYTE, 0, code.length);
    }

    private static MemorySegment function(String name) throws Refused {
        return NativeCalls.function(name).orElseThrow(() -> new Refused("the system has no " + name));
    }

    private static MemorySegment windowsFunction(String name) throws Refused {
        return NativeCalls.function("kernel32", name).orElseThrow(() -> new Refused("the system has no " + name));
    }
}
