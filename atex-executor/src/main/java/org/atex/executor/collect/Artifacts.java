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

    private Artifacts(ArtifactsDirectory directory, CollectorListener listener, boolean links)
            throws IOException {
        this.directory = directory;
        this.results = new ResultsFile(directory.create(ArtifactsDirectory.RESULTS), listener);
        this.tree = directory.createTree();
        this.output = new OutputFile(directory, tree, links);
    }

    /**
     * Creates the artifacts of a new run; nothing of them is left if that fails.
     *
     * @param links whether to try hard links for the output
     */
    static Artifacts create(Path path, CollectorListener listener, boolean links)
            throws IOException {
        ArtifactsDirectory directory = ArtifactsDirectory.open(path);
        try {
            return new Artifacts(directory, listener, links);
        } catch (IOException | RuntimeException e) {
            Closing closing = new Closing();
            closing.attempt(directory::removeArtifacts);
            closing.attempt(directory::close);
            throw e;
        }
    }

    ResultsFile results() {
        return results;
    }

    FileTree tree() {
        return tree;
    }

    OutputFile output() {
        return output;
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
        closing.attempt(results::close);
        closing.attempt(output::complete);
        closing.attempt(output::close);
        closing.attempt(tree::close);
        closing.attempt(directory::removeHelpers);
        closing.attempt(directory::close);
        closing.throwFailure();
    }
}
