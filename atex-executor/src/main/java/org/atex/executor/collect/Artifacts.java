package org.atex.executor.collect;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.atex.executor.control.ControlException;

/** All that is open in an artifacts directory during a run. */
final class Artifacts implements Closeable {

    private final ArtifactsDirectory directory;
    private final ResultsFile results;
    private final FileTree tree;
    private final OutputFile output;
    private final StateLog log;

    private Artifacts(
            ArtifactsDirectory directory,
            ResultsFile results,
            FileTree tree,
            OutputFile output,
            StateLog log) {
        this.directory = directory;
        this.results = results;
        this.tree = tree;
        this.output = output;
        this.log = log;
    }

    /**
     * Creates the artifacts of a new run; nothing of them is left if that fails.
     *
     * @param links whether to try hard links for the output
     * @param durable whether to keep a state log
     */
    static Artifacts create(Path path, Events events, boolean links, boolean durable)
            throws IOException {
        ArtifactsDirectory directory = ArtifactsDirectory.open(path);
        try {
            ResultsFile results =
                    new ResultsFile(directory.create(ArtifactsDirectory.RESULTS), events);
            FileTree tree = directory.createTree();
            GrowingFile file = directory.create(ArtifactsDirectory.OUTPUT);
            OutputFile output = new OutputFile(directory, tree, file, links);
            StateLog log = durable ? StateLog.create(directory) : StateLog.none();
            return new Artifacts(directory, results, tree, output, log);
        } catch (IOException | RuntimeException e) {
            Closing closing = new Closing();
            closing.attempt(directory::removeArtifacts);
            closing.attempt(directory::close);
            throw e;
        }
    }

    /** Opens the artifacts of a run whose runner was killed; they are left alone if that fails. */
    static Artifacts reopen(Path path, Events events) throws IOException {
        ArtifactsDirectory directory = ArtifactsDirectory.reopen(path);
        try {
            StateLog log = StateLog.in(directory.edit(ArtifactsDirectory.STATE));
            ResultsFile results =
                    new ResultsFile(directory.edit(ArtifactsDirectory.RESULTS), events);
            FileTree tree = directory.openTree();
            GrowingFile file = directory.edit(ArtifactsDirectory.OUTPUT);
            OutputFile output = new OutputFile(directory, tree, file, true);
            directory.removeUnfinished();
            return new Artifacts(directory, results, tree, output, log);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    ResultsFile results() {
        return results;
    }

    FileTree tree() {
        return tree;
    }

    Path outputPath() {
        return directory.path(ArtifactsDirectory.OUTPUT);
    }

    OutputFile output() {
        return output;
    }

    StateLog log() {
        return log;
    }

    /** Whether the test itself has uploaded a file that normalises to the same name. */
    boolean hasUploaded(String file) throws IOException {
        String path = ArtifactNames.normalise(file);
        if (path.isEmpty()) {
            return false;
        }
        try {
            BasicFileAttributes found = tree.find(path);
            return found != null && found.isRegularFile() && !output.hasTaken(path, found);
        } catch (ControlException e) {
            return false; // a file is where it would need a directory
        }
    }

    /** Completes the output and leaves nothing but artifacts (ART-01). */
    @Override
    public void close() throws IOException {
        Closing closing = new Closing();
        closing.attempt(results::flush);
        closing.attempt(output::complete);
        closing.attempt(directory::removeHelpers);
        closing.attempt(this::leave);
        closing.throwFailure();
    }

    /** Gives back what is open; all stays as it is. */
    void leave() throws IOException {
        Closing closing = new Closing();
        closing.attempt(results::close);
        closing.attempt(output::close);
        closing.attempt(tree::close);
        closing.attempt(log::close);
        closing.attempt(directory::close);
        closing.throwFailure();
    }
}
