package org.atex.executor.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The interpreters of this machine. */
final class Pythons {

    private Pythons() {}

    /** One of Python 3, and one of 2.7 if it is there. */
    static List<String> some() throws IOException {
        List<String> found = new ArrayList<>(List.of(three()));
        candidates().stream()
                .filter(path -> path.contains("2.7"))
                .findFirst()
                .ifPresent(found::add);
        return found;
    }

    /** That of the system, which has to be there for most tests. */
    static String three() throws IOException {
        Optional<String> found =
                candidates().stream().filter(path -> !path.contains("2.7")).findFirst();
        Assumptions.assumeTrue(found.isPresent(), "there is no Python 3");
        return found.get();
    }

    private static List<String> candidates() throws IOException {
        List<Path> paths = new ArrayList<>(List.of(Path.of("/usr/bin/python3")));
        Path versions = Path.of(System.getProperty("user.home"), ".pyenv/versions");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> all = Files.list(versions)) {
                all.sorted().forEach(version -> paths.add(version.resolve("bin/python")));
            }
        }
        paths.add(Path.of("/usr/bin/python2.7"));
        return paths.stream().filter(Files::isExecutable).map(Path::toString).toList();
    }
}
