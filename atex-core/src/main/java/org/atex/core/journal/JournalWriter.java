package org.atex.core.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.atex.core.InvalidArgumentException;

/**
 * Appends to a journal; for the process that runs the tests. What was appended is with the
 * operating system when the call returns: it outlives a killed process, but is not synchronised to
 * the disk. Safe for any thread.
 */
public final class JournalWriter implements Closeable {

    private static final int LARGE = 1 << 16;

    /** Not a channel: an interrupted worker would close that. */
    private final RandomAccessFile file;

    private final Clock clock;

    /** Of the entries that are being appended; kept, so that it need not grow each time. */
    private StringBuilder lines = new StringBuilder();

    private long number;
    private long length;
    private boolean closed;

    private JournalWriter(RandomAccessFile file, Clock clock, long number, long length) {
        this.file = file;
        this.clock = clock;
        this.number = number;
        this.length = length;
    }

    /**
     * Starts a journal in a run directory.
     *
     * @throws java.nio.file.FileAlreadyExistsException if it holds one
     */
    public static JournalWriter create(Path runDirectory, Clock clock) throws IOException {
        Path path = Files.createFile(runDirectory.resolve(Journal.FILE_NAME));
        return new JournalWriter(new RandomAccessFile(path.toFile(), "rw"), clock, 0, 0);
    }

    /**
     * Goes on with a journal whose writer is dead, behind the last line that was read of it; half a
     * line that follows is cut off.
     */
    public static JournalWriter resume(Path runDirectory, Journal read, Clock clock)
            throws IOException {
        Path path = runDirectory.resolve(Journal.FILE_NAME);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            file.setLength(read.length());
            file.seek(read.length());
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return new JournalWriter(file, clock, read.number(), read.length());
    }

    /** Appends one entry, as {@link #append(List)} does. */
    public Instant append(JournalEntry entry) throws IOException {
        return append(List.of(entry));
    }

    /**
     * Appends entries at once. If that fails, none of them is there.
     *
     * @return when, as it stands in the lines
     * @throws InvalidArgumentException if one makes a line too long to be read again
     * @throws IOException if they cannot be written, or this is closed
     */
    public synchronized Instant append(List<? extends JournalEntry> entries) throws IOException {
        if (closed) {
            throw new IOException("the journal is closed");
        }
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        lines = lines.capacity() > LARGE ? new StringBuilder() : lines;
        lines.setLength(0);
        long last = number;
        String when = at.toString();
        for (JournalEntry entry : entries) {
            addLine(++last, when, entry);
        }
        write(lines.toString().getBytes(StandardCharsets.UTF_8));
        number = last;
        return at;
    }

    private void addLine(long lineNumber, String at, JournalEntry entry) {
        int start = lines.length();
        EntryKind<?> kind = EntryKinds.of(entry);
        JsonWriter line = new JsonWriter(lines);
        line.number("n", lineNumber).text("at", at).text("event", kind.word());
        kind.write(entry, line);
        if (line.end() > LineReader.LONGEST / 3) { // characters, of at most three bytes
            throw new InvalidArgumentException(
                    "a line of the journal would be too long: "
                            + lines.substring(start, start + 200)
                            + "...");
        }
    }

    private void write(byte[] bytes) throws IOException {
        try {
            file.write(bytes);
            length += bytes.length;
        } catch (IOException e) {
            cutBack(e);
            throw e;
        }
    }

    private void cutBack(IOException reason) {
        try {
            file.setLength(length);
            file.seek(length);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        file.close();
    }
}
