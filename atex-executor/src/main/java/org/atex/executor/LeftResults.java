package org.atex.executor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.atex.core.test.TestRun;
import org.atex.executor.script.LeftFiles;
import org.atex.executor.tmt.LeftResult;
import org.atex.executor.tmt.ResultDocuments;
import org.atex.executor.tmt.ResultsFile;
import org.atex.executor.tmt.SubmittedFiles;
import org.atex.executor.tmt.UnreadableFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the results and files that a test has left on its system in the manner of tmt, as if it had
 * sent them (TMT-02 to TMT-06). A runner that comes after a killed one takes what that had not: the
 * test has ended, so its files say the same in the same order. For one thread.
 */
final class LeftResults {

    private static final Logger LOG = LoggerFactory.getLogger(LeftResults.class);

    private static final int CHUNK = 64 * 1024;

    private final TestRun test;
    private final LeftFiles paths;
    private final FetchedFiles files;
    private final Recording recording;
    private final LeftStream stream;
    private final byte[] buffer = new byte[CHUNK];

    LeftResults(TestRun test, LeftFiles paths, FetchedFiles files, Recording recording) {
        this.test = test;
        this.paths = paths;
        this.files = files;
        this.recording = recording;
        this.stream = new LeftStream(recording);
    }

    /**
     * Takes all there is.
     *
     * @throws IOException if the connection is lost
     */
    void take() throws IOException {
        for (List<String> alternatives : paths.resultsFiles(test)) {
            takeFirst(alternatives);
        }
        for (String name :
                SubmittedFiles.names(small(paths.submittedList()), paths.dataDirectory())) {
            if (stream.next() && (stream.isBegun() || !recording.hasUploaded(name))) {
                takeFile(Optional.empty(), name, name);
            }
        }
    }

    private void takeFirst(List<String> alternatives) throws IOException {
        for (String path : alternatives) {
            byte[] content = small(path);
            if (content.length > 0) {
                takeResults(path.substring(path.lastIndexOf('/') + 1), content);
                return;
            }
        }
    }

    private void takeResults(String name, byte[] content) throws IOException {
        ResultsFile results;
        try {
            results = ResultsFile.check(name, content, test.name());
        } catch (UnreadableFileException e) {
            unreadable(name, String.valueOf(e.getMessage()));
            return;
        }
        results.forEach(this::takeResult);
    }

    /** Each file by itself: how long the others are is not known yet. */
    private void takeResult(LeftResult result) throws IOException {
        for (String log : result.logs()) {
            if (stream.next()) {
                takeFile(result.subtest(), log, log.substring(log.lastIndexOf('/') + 1));
            }
        }
        boolean says = result.subtest().isPresent() || result.note().isPresent();
        if (says && stream.next()) {
            stream.result(ResultDocuments.result(result));
        }
    }

    private void unreadable(String name, String why) {
        LOG.warn("{}: {} cannot be read: {}", test, name, why);
        if (stream.next() && (stream.isBegun() || recording.wantsNote())) {
            stream.result(ResultDocuments.note("%s cannot be read: %s".formatted(name, why)));
        }
    }

    private void takeFile(Optional<String> subtest, String path, String name) throws IOException {
        OptionalLong length = files.find(path, Long.MAX_VALUE);
        if (length.isEmpty()) {
            if (!files.refusal().equals("missing")) {
                LOG.warn("{}: file {} is not taken: {}", test, path, files.refusal());
            }
            return;
        }
        boolean taken = stream.result(ResultDocuments.file(subtest, name, length.getAsLong()));
        long left = length.getAsLong();
        while (left > 0) {
            int n = files.content().read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException("lost inside of " + path);
            }
            taken = taken && stream.data(ByteBuffer.wrap(buffer, 0, n));
            left -= n;
        }
    }

    /** A file that is read at once; nothing if it cannot be had. */
    private byte[] small(String path) throws IOException {
        OptionalLong length = files.find(path, ResultsFile.MAX_BYTES);
        if (length.isPresent()) {
            return read(files.content(), (int) length.getAsLong());
        }
        if (!files.refusal().equals("missing")) {
            unreadable(path.substring(path.lastIndexOf('/') + 1), files.refusal());
        }
        return new byte[0];
    }

    /** Never asks for no bytes at all: that waits for more to come. */
    private static byte[] read(InputStream in, int length) throws IOException {
        byte[] content = new byte[length];
        int done = 0;
        while (done < length) {
            int n = in.read(content, done, length - done);
            if (n < 0) {
                throw new EOFException("lost inside of a list");
            }
            done += n;
        }
        return content;
    }
}
