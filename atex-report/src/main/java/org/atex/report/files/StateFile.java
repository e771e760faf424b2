package org.atex.report.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sink has done, beside its target until that is whole: {@code TARGET.state} (AGG-16). Each
 * record is a few words in a line of its own, and with the operating system when {@link #add}
 * returns. For one thread.
 */
public final class StateFile implements Closeable {

    private static final List<String> HEAD = List.of("atex-sink", "1");

    private final Path path;
    private final LineFile lines;

    private StateFile(Path path, LineFile lines) {
        this.path = path;
        this.lines = lines;
    }

    /** Where the state of this target is. */
    public static Path of(Path target) {
        return target.resolveSibling(target.getFileName() + ".state");
    }

    /** Whether a run has begun to write this target, and not come to its end. */
    public static boolean isThere(Path target) {
        return Files.exists(of(target), NOFOLLOW_LINKS);
    }

    /**
     * Begins one.
     *
     * @throws java.nio.file.FileAlreadyExistsException if it is there
     */
    public static StateFile create(Path target) throws IOException {
        Path path = of(target);
        StateFile state = new StateFile(path, LineFile.create(path));
        try {
            state.add(HEAD);
        } catch (IOException e) {
            state.delete();
            throw e;
        }
        return state;
    }

    /** Takes records that a process has left. */
    @FunctionalInterface
    public interface Records {
        /** Takes one. */
        void take(List<String> words) throws IOException;
    }

    /**
     * Goes on with one that a process has left. What that was just writing is dropped.
     *
     * @param records takes what is there, in its order
     * @throws IOException also if it is no such file
     */
    public static StateFile resume(Path target, Records records) throws IOException {
        Path path = of(target);
        int whole = replay(path, records);
        LineFile lines = LineFile.existing(path);
        lines.cutTo(whole);
        StateFile state = new StateFile(path, lines);
        if (whole == 0) {
            state.add(HEAD);
        }
        return state;
    }

    /**
     * Reads one that a process has left or goes on with.
     *
     * @return false if there is none
     */
    static boolean read(Path target, Records records) throws IOException {
        try {
            replay(of(target), records);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** How long it is, without what is not whole at its end. */
    private static int replay(Path path, Records records) throws IOException {
        byte[] content = Files.readAllBytes(path);
        int whole = wholeLines(content);
        List<List<String>> read = parse(path, content, whole);
        if (!read.isEmpty() && !read.remove(0).equals(HEAD)) {
            throw new IOException(path + " is no state of a sink that this version can read");
        }
        for (List<String> record : read) {
            records.take(record);
        }
        return whole;
    }

    private static int wholeLines(byte[] content) {
        int end = content.length;
        while (end > 0 && content[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static List<List<String>> parse(Path path, byte[] content, int length)
            throws IOException {
        List<List<String>> records = new ArrayList<>();
        try (LineReader lines = new LineReader(new ByteArrayInputStream(content, 0, length))) {
            while (lines.next()) {
                JsonLine json = lines.json();
                records.add(json.texts("record"));
                json.end();
            }
        } catch (BadLineException e) {
            throw new IOException("%s: %s".formatted(path, e.getMessage()), e);
        }
        return records;
    }

    /** Adds a record, or nothing. */
    public void add(List<String> words) throws IOException {
        StringBuilder line = new StringBuilder();
        String before = "[";
        for (String word : words) {
            JsonText.quote(word, line.append(before));
            before = ", ";
        }
        byte[] bytes = line.append("]\n").toString().getBytes(UTF_8);
        lines.append(out -> out.write(bytes));
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** Closes and removes it: the target is whole. */
    public void delete() throws IOException {
        close();
        Files.deleteIfExists(path);
    }
}
