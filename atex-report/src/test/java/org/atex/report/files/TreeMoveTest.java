package org.atex.report.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.atex.core.result.SinkException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeMoveTest {

    private static final Path OTHER_DISK = Path.of("/dev/shm");

    @TempDir private Path directory;
    private Path source;
    private Path root;

    @BeforeEach
    void makeSource() throws IOException {
        source = directory.resolve("source");
        root = Files.createDirectory(directory.resolve("root"));
        write(source.resolve("a/b.txt"), "b");
        write(source.resolve("c.txt"), "c");
    }

    private static TreeMove plan(Path source, Path root, Path target) throws IOException {
        return TreeMove.plan(source, root, target, FilePacking.none(), false);
    }

    @AfterEach
    void removeRoot() throws IOException {
        Trees.delete(root);
    }

    @Test
    void planningChangesNothing() throws IOException {
        plan(source, root, root.resolve("x/y"));

        assertThat(root).isEmptyDirectory();
    }

    @Test
    void undoneMoveLeavesNoTrace() throws IOException {
        write(root.resolve("x/a/old.txt"), "old");
        TreeMove move = plan(source, root, root.resolve("x"));
        move.run();
        assertThat(root.resolve("x/a/b.txt")).hasContent("b");

        move.undo(new Exception());

        assertSourceIsWhole();
        assertThat(root.resolve("x/a")).isDirectoryNotContaining("glob:**/b.txt");
        assertThat(root.resolve("x/a/old.txt")).hasContent("old");
    }

    @Test
    void moveThatFailsHalfWayIsUndone() throws IOException {
        write(root.resolve("x/old.txt"), "old");
        TreeMove move = plan(source, root, root.resolve("x"));
        Files.delete(source.resolve("c.txt"));
        Files.move(source.resolve("a"), source.resolve("hidden"));
        write(source.resolve("c.txt"), "c");

        assertThatThrownBy(move::run).isInstanceOf(IOException.class);
        assertThat(source.resolve("c.txt")).hasContent("c");
        assertThat(root.resolve("x/c.txt")).doesNotExist();
    }

    @Test
    void missingSourceMovesNothing() throws IOException {
        plan(directory.resolve("missing"), root, root.resolve("x")).run();

        assertThat(root).isEmptyDirectory();
    }

    @Test
    void fileOnTheWayIsRefused() throws IOException {
        write(root.resolve("x"), "file");

        assertThatThrownBy(() -> plan(source, root, root.resolve("x/y/z")))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining(root.resolve("x").toString());
    }

    @Test
    void agg06_filesAreCopiedToAnotherFileSystem() throws IOException {
        assumeTrue(Files.isDirectory(OTHER_DISK));
        assumeTrue(!Files.getFileStore(OTHER_DISK).equals(Files.getFileStore(directory)));
        root = Files.createTempDirectory(OTHER_DISK, "atex-test");
        Files.createSymbolicLink(source.resolve("link"), Path.of("no/where"));

        TreeMove move = plan(source, root, root.resolve("x/y"));
        move.run();

        assertThat(root.resolve("x/y/a/b.txt")).hasContent("b");
        assertThat(root.resolve("x/y/c.txt")).hasContent("c");
        assertThat(Files.readSymbolicLink(root.resolve("x/y/link"))).hasToString("no/where");
        move.undo(new Exception());
        assertSourceIsWhole();
        assertThat(root).isEmptyDirectory();
    }

    private void assertSourceIsWhole() {
        assertThat(source.resolve("a/b.txt")).hasContent("b");
        assertThat(source.resolve("c.txt")).hasContent("c");
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
