package org.atex.benchmarks.fmf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tree of many tests in 100 directories, each inheriting 30 keys from the root. */
final class GeneratedTree {

    private static final int DIRECTORIES = 100;
    private static final int INHERITED_KEYS = 30;

    private GeneratedTree() {}

    static Path make(int tests) throws IOException {
        Path root = Files.createTempDirectory("fmf-generated-");
        Files.createDirectory(root.resolve(".fmf"));
        Files.writeString(root.resolve(".fmf/version"), "1\n");
        Files.writeString(root.resolve("main.fmf"), inherited());
        for (int i = 0; i < DIRECTORIES; i++) {
            Path directory = Files.createDirectory(root.resolve("area%03d".formatted(i)));
            Files.writeString(directory.resolve("main.fmf"), tests(i, tests / DIRECTORIES));
        }
        return root;
    }

    private static String inherited() {
        StringBuilder yaml = new StringBuilder("test: ./test.sh\n");
        for (int i = 1; i < INHERITED_KEYS; i++) {
            yaml.append("extra-key%02d: [value %d, other]\n".formatted(i, i));
        }
        return yaml.toString();
    }

    private static String tests(int area, int count) {
        StringBuilder yaml = new StringBuilder("tag+: [area%d]\nduration: 10m\n".formatted(area));
        for (int i = 0; i < count; i++) {
            yaml.append("/test%04d:\n  summary: Test %d of area %d\n".formatted(i, i, area));
            yaml.append("  tag+: [smoke]\n");
        }
        return yaml.toString();
    }
}
