package org.atex.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
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
    private static final Pattern NAMED = Pattern.compile("^ +void ((?:[a-z]{3,4}\\d\\d_)+).*");
    private static final Pattern IN_NAME = Pattern.compile("([a-z]+)(\\d\\d)_");
    private static final Pattern ROW = Pattern.compile("\\| ([A-Z]+-\\d\\d) \\| (.+) \\| (.+) \\|");

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
        return String.join(", ", classes.getOrDefault(rule, new TreeSet<>()));
    }

    private void read(Path file) {
        String name = file.getFileName().toString().replace(".java", "");
        if (name.equals("RulesTest")) {
            return;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                rulesOf(line)
                        .forEach(
                                rule ->
                                        classes.computeIfAbsent(rule, any -> new TreeSet<>())
                                                .add(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those in a comment, or in the name of a test: {@code ctl04_dataIsNotLookedAt}. */
    private static Stream<String> rulesOf(String line) {
        if (COMMENT.matcher(line).matches()) {
            return RULE.matcher(line).results().map(MatchResult::group);
        }
        Matcher named = NAMED.matcher(line);
        return named.matches()
                ? IN_NAME.matcher(named.group(1))
                        .results()
                        .map(rule -> rule.group(1).toUpperCase(Locale.ROOT) + "-" + rule.group(2))
                : Stream.of();
    }
}
