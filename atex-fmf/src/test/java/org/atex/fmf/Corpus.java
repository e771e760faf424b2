package org.atex.fmf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.atex.fmf.adjust.Adjust;
import org.atex.fmf.adjust.FmfContext;
import org.atex.fmf.error.FmfException;
import org.atex.fmf.filter.FmfQuery;

/** Finds the stored answers of the reference and what they have in common. */
public final class Corpus {

    private static final String LINK = "plans/gating-ci.fmf";

    private Corpus() {}

    /** The folder with the large trees: ATEX_CORPUS, or shared/corpus here, beside or above. */
    public static Optional<Path> folder() {
        String given = System.getProperty("atex.corpus", System.getenv("ATEX_CORPUS"));
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
                .flatMap(p -> Stream.of(p.resolve("shared/corpus"), p.resolve("../shared/corpus")))
                .filter(Files::isDirectory)
                .findFirst();
    }

    /**
     * The contest tree as its README describes it: {@code plans/gating-ci.fmf} is a link. Where the
     * folder came by a way that knows no links, it is a file with the target as its text; then the
     * tree is copied and gets its link back.
     */
    public static Path contest(Path corpus, Path temp) {
        Path folder = corpus.resolve("contest");
        if (Files.isSymbolicLink(folder.resolve(LINK))) {
            return folder;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Path copy = temp.resolve(folder.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.write(copy, Files.readAllBytes(file));
                }
            }
            Path link = temp.resolve(LINK);
            String target = Files.readString(link);
            Files.delete(link);
            Files.createSymbolicLink(link, Path.of(target));
            return temp;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Map<String, Object> expected(Path file) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return TestJson.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Map<String, Object>> cases(String name) {
        try (InputStream in = Corpus.class.getResourceAsStream("cases/" + name + ".json")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return TestJson.list(TestJson.parse(text).get("cases"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of our exception for one of the reference. */
    public static void assertFailedAs(Throwable thrown, String pythonName, boolean unintended) {
        assertThat(thrown).isInstanceOf(FmfException.class);
        boolean ours =
                pythonName.endsWith("Error")
                                && List.of(
                                                "GeneralError",
                                                "FormatError",
                                                "FileError",
                                                "RootError",
                                                "FilterError",
                                                "MergeError",
                                                "ReferenceError",
                                                "FetchError")
                                        .contains(pythonName)
                        || List.of("CannotDecide", "InvalidRule", "InvalidContext")
                                .contains(pythonName);
        if (ours && !unintended) {
            String expected = "Fmf" + pythonName.replaceAll("Error$", "") + "Exception";
            assertThat(thrown.getClass().getSimpleName()).isEqualTo(expected);
        }
    }

    public static void assertFailedAs(Throwable thrown, Map<String, Object> error) {
        assertFailedAs(
                thrown, (String) error.get("class"), Boolean.TRUE.equals(error.get("unintended")));
    }

    /** How to adjust for a context of the stored answers. */
    public static Adjust adjust(Map<String, Object> context) {
        Adjust adjust =
                Adjust.to(
                        FmfContext.of(TestJson.map(context.getOrDefault("dimensions", Map.of()))));
        if (Boolean.FALSE.equals(context.get("case_sensitive"))) {
            adjust = adjust.ignoringCase();
        }
        if ("raise".equals(context.get("undecided"))) {
            adjust = adjust.undecided(Adjust.Undecided.RAISE);
        }
        Object rules = context.get("additional_rules");
        if (rules instanceof Map<?, ?> single) {
            return adjust.additionalRules(List.of(TestJson.map(single)));
        }
        return rules == null ? adjust : adjust.additionalRules(TestJson.list(rules));
    }

    /** A query of the stored answers. */
    public static FmfQuery query(Map<String, Object> query, Path root) {
        return FmfQuery.builder()
                .whole(Boolean.TRUE.equals(query.get("whole")))
                .sorted(!Boolean.FALSE.equals(query.get("sort")))
                .keys(texts(query.get("keys")))
                .names(texts(query.get("names")))
                .filters(texts(query.get("filters")))
                .conditions(texts(query.get("conditions")))
                .sources(
                        Stream.of(texts(query.get("sources")))
                                .map(root::resolve)
                                .toArray(Path[]::new))
                .build();
    }

    private static String[] texts(Object list) {
        return TestJson.<String>list(list).toArray(String[]::new);
    }
}
