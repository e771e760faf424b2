package org.atex.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of rules and tests in {@code docs/rules.md} says what the tests say. */
class RulesTest {

    private static final Path PAGE = Path.of("docs/rules.md");
    private static final List<Path> TESTS =
            List.of(
                    Path.of("src/test/java"),
                    Path.of("../atex-core/src/test/java/org/atex/core/contract"));

    private static final Pattern COMMENT = Pattern.compile("^\\s*(//|\\*|/\\*\\*).*");
    private static final Pattern RULE = Pattern.compile("\\b[A-Z]{3,4}-\\d\\d\\b");
    private static final Pattern ROW = Pattern.compile("\\| ([A-Z]+-\\d\\d) \\| (.+) \\| (.+) \\|");
    private static final String NOT_YET = "not yet";

    private final Map<String, TreeSet<String>> classes = new TreeMap<>();

    @Test
    void tableNamesTheTestsOfEachRule() throws IOException {
        for (Path root : TESTS) {
            try (Stream<Path> all = Files.walk(root)) {
                all.filter(path -> path.toString().endsWith(".java")).forEach(this::read);
            }
        }

        List<String> wrong = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && !row.group(3).equals(tests(row.group(1)))) {
                wrong.add(
                        "| %s | %s | %s |"
                                .formatted(row.group(1), row.group(2), tests(row.group(1))));
            }
        }

        assertThat(wrong).as("lines that docs/rules.md should have").isEmpty();
    }

    private String tests(String rule) {
        return classes.containsKey(rule) ? String.join(", ", classes.get(rule)) : NOT_YET;
    }

    private void read(Path file) {
        String name = file.getFileName().toString().replace(".java", "");
        if (name.equals("RulesTest")) {
            return;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                Matcher rule = RULE.matcher(line);
                while (COMMENT.matcher(line).matches() && rule.find()) {
                    classes.computeIfAbsent(rule.group(), any -> new TreeSet<>()).add(name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
