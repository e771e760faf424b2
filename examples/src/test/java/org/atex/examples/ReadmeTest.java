package org.atex.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path EXAMPLES = Path.of("src/main/java/org/atex/examples");

    private final String readme = read(ROOT.resolve("README.md"));

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }

    @Test
    void snippetOfTheFirstScreenIsTheRegionInFirstRun() {
        assertThat(readme).contains("```java\n" + region("FirstRun.java", "first-run") + "```\n");
    }

    @Test
    void snippetOfResumingIsTheRegionInResumeRun() {
        assertThat(readme).contains("```java\n" + region("ResumeRun.java", "resume") + "```\n");
    }

    @Test
    void snippetOfCommandsIsTheRegionInPlainCommands() {
        assertThat(readme)
                .contains("```java\n" + region("PlainCommands.java", "commands") + "```\n");
    }

    private static String region(String file, String name) {
        List<String> lines = read(EXAMPLES.resolve(file)).lines().toList();
        int start = lines.stream().map(String::strip).toList().indexOf("// region: " + name);
        int indent = lines.get(start).indexOf("//");
        StringBuilder region = new StringBuilder();
        lines.stream()
                .skip(start + 1L)
                .takeWhile(line -> !line.strip().equals("// endregion"))
                .forEach(line -> region.append(line.substring(indent)).append('\n'));
        return region.toString();
    }

    @Test
    void filesThatItLinksToAreThere() {
        assertThat(links()).isNotEmpty().allMatch(link -> Files.exists(ROOT.resolve(link)));
    }

    private Stream<String> links() {
        return Pattern.compile("]\\(([^):#]+)\\)")
                .matcher(readme)
                .results()
                .map(link -> link.group(1));
    }

    @Test
    void modulesThatItNamesAreThoseOfTheBuild() {
        String build = read(ROOT.resolve("pom.xml"));

        List<String> named =
                readme.lines()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.substring(3, line.indexOf('`', 3)))
                        .toList();

        assertThat(named).allMatch(module -> build.contains("<module>" + module + "</module>"));
        assertThat(named).hasSize(6);
    }
}
