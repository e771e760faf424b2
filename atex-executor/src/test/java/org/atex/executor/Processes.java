package org.atex.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Processes of this machine, as tests leave them. */
public final class Processes {

    private Processes() {}

    /** Whether it is more than an entry that process 1 has not collected yet. */
    public static boolean runs(long pid) throws IOException {
        Path state = Path.of("/proc", Long.toString(pid), "stat");
        try {
            return !Files.readString(state).contains(") Z ");
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The same of the one whose number is in a file. */
    public static boolean runs(Path pidFile) throws IOException {
        return runs(Long.parseLong(Files.readString(pidFile).strip()));
    }
}
