package org.atex.executor.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// RUN-16
class TreeArchivesTest {

    private static final FileTime THEN = FileTime.from(Instant.parse("2024-05-06T07:08:09Z"));

    @TempDir Path temp;

    private Path files;
    private Path tree;
    private TreeArchives archives;

    @BeforeEach
    void makeTree() throws IOException {
        files = Files.createDirectory(temp.resolve("files"));
        tree = tree("tree");
        archives = new TreeArchives(files);
        archives.join();
    }

    @AfterEach
    void leave() {
        archives.leave();
    }

    private Path tree(String name) throws IOException {
        Path made = Files.createDirectory(temp.resolve(name));
        Files.createDirectories(made.resolve("b/c"));
        Files.writeString(made.resolve("b/file"), "text");
        Files.createSymbolicLink(made.resolve("a"), Path.of("b/file"));
        for (String each : new String[] {"b/file", "b/c", "b", ""}) {
            Files.setLastModifiedTime(made.resolve(each), THEN);
        }
        return made;
    }

    private String hash(Path of) throws Exception {
        try (TreeArchives.Open archive = archives.open(Optional.of(of))) {
            return archive.hash();
        }
    }

    private String content() throws Exception {
        try (TreeArchives.Open archive = archives.open(Optional.of(tree))) {
            return text(archive.content().readAllBytes());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void archiveIsMadeOnce() throws Exception {
        String first = content();
        Files.writeString(tree.resolve("b/file"), "texT");
        Files.setLastModifiedTime(tree.resolve("b/file"), THEN); // nothing of this can be seen

        assertThat(content()).isEqualTo(first);
    }

    @Test
    void processThatIsKilledLeavesNothing() throws Exception {
        try (TreeArchives.Open archive = archives.open(Optional.of(tree))) {
            assertThat(archive.content()).isNotEmpty();
            assertThat(files).isEmptyDirectory(); // at any time
        }
    }

    @Test
    void severalReadAtOnce() throws Exception {
        String whole = content();
        try (TreeArchives.Open one = archives.open(Optional.of(tree));
                TreeArchives.Open other = archives.open(Optional.of(tree))) {
            byte[] first = one.content().readNBytes(700);

            assertThat(text(other.content().readAllBytes())).isEqualTo(whole);
            assertThat(text(first) + text(one.content().readAllBytes())).isEqualTo(whole);
            assertThat(one.size()).isEqualTo(whole.length());
        }
    }

    @Test
    void interruptedReaderDisturbsNoOther() throws Exception {
        String whole = content();
        try (TreeArchives.Open one = archives.open(Optional.of(tree));
                TreeArchives.Open other = archives.open(Optional.of(tree))) {
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> one.content().read())
                        .isInstanceOf(InterruptedIOException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }

            assertThat(text(other.content().readAllBytes())).isEqualTo(whole);
        }
    }

    @Test
    void treeThatCannotBeReadToItsEndIsNoArchive() throws Exception {
        Path lying = Path.of("/sys/kernel/mm/transparent_hugepage"); // files shorter than they say
        assumeTrue(Files.isDirectory(lying));
        try (TreeArchives.Open archive = archives.open(Optional.of(lying))) {
            assertThatThrownBy(() -> archive.content().readAllBytes())
                    .hasMessageContaining("became shorter");
            assertThatThrownBy(archive::hash).hasMessageContaining("became shorter");
            assertThatThrownBy(archive::size).hasMessageContaining("became shorter");
            assertThatThrownBy(archive::checkFailure).hasMessageContaining("became shorter");
        }
    }

    @Test
    void filesInGitDoNotCount() throws Exception {
        String before = hash(tree);

        Files.createDirectory(tree.resolve(".git"));
        Files.writeString(tree.resolve(".git/index"), "x");
        Files.setLastModifiedTime(tree, THEN);

        assertThat(hash(tree)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "mode", "time", "link", "new", "gone", "renamed", "kind"})
    void changeOfATreeIsSeen(String what) throws Exception {
        String before = hash(tree);

        change(what, tree.resolve("b/file"));

        assertThat(hash(tree)).isNotEqualTo(before);
    }

    private void change(String what, Path file) throws IOException {
        switch (what) {
            case "content" -> Files.writeString(file, "texT");
            case "mode" ->
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString("rwxr-xr-x"));
            case "time" -> Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            case "link" -> {
                Files.delete(tree.resolve("a"));
                Files.createSymbolicLink(tree.resolve("a"), Path.of("b/felt"));
            }
            case "new" -> Files.createFile(tree.resolve("new"));
            case "gone" -> Files.delete(file);
            case "renamed" -> Files.move(file, file.resolveSibling("elif"));
            default -> {
                Files.delete(tree.resolve("a"));
                Files.createDirectory(tree.resolve("a"));
            }
        }
    }

    @Test
    void sameTreesElsewhereAreTheSame() throws Exception {
        assertThat(hash(tree("other"))).isEqualTo(hash(tree));
    }

    @Test
    void whoReadsGoesOnWhenTheTreeChanges() throws Exception {
        String before = content();
        try (TreeArchives.Open reading = archives.open(Optional.of(tree))) {
            Files.writeString(tree.resolve("b/file"), "new text");
            content();

            assertThat(text(reading.content().readAllBytes())).isEqualTo(before);
        }
    }

    @Test
    void whoReadsGoesOnWhenTheLastUserLeaves() throws Exception {
        String before = content();
        try (TreeArchives.Open reading = archives.open(Optional.of(tree))) {
            archives.leave();

            assertThat(text(reading.content().readAllBytes())).isEqualTo(before);
        } finally {
            archives.join();
        }
    }

    @Test
    void unreadableTreeLeavesNothing() {
        assertThatThrownBy(() -> hash(temp.resolve("none"))).isInstanceOf(IOException.class);
        assertThat(files).isEmptyDirectory();
    }
}
