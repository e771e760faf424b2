package org.atex.examples.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a run must not leave behind. */
final class Leftovers {

    private Leftovers() {}

    /** Processes that work in a directory, or have it in their arguments or environment. */
    static List<String> processesIn(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .filter(process -> concerns(process, directory.toString()))
                    .map(process -> process.getFileName() + " " + text(process, "cmdline"))
                    .toList();
        }
    }

    private static boolean concerns(Path process, String directory) {
        return text(process, "environ").contains(directory)
                || text(process, "cmdline").contains(directory);
    }

    private static String text(Path process, String file) {
        try {
            byte[] bytes = Files.readAllBytes(process.resolve(file));
            return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it has ended, or is not ours
        }
    }

    /** Everything in a directory. */
    static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> !file.equals(directory)).toList();
        }
    }

    /** Threads of ours, and of the SSH libraries. */
    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.matches("(?i).*(atex|ssh).*"))
                .sorted()
                .toList();
    }
}
