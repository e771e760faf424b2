package org.atex.executor.collect;

import org.atex.executor.control.ControlException;

/**
 * The wish to find the output of the test beside a result (OUT-01).
 *
 * @param name normalised, relative to the directory of the result
 * @param path the same below {@code files}
 * @param asSent what the test called it
 */
record Testout(String name, String path, String asSent) {

    static Testout of(String resultName, String asSent) throws ControlException {
        String name = ArtifactNames.normalise(asSent);
        String directory = ArtifactNames.normalise(resultName);
        return new Testout(name, ArtifactNames.file(directory, name, asSent), asSent);
    }
}
