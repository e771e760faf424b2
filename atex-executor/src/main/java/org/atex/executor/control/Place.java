package org.atex.executor.control;

import java.nio.ByteBuffer;
import java.util.Objects;

/** Where in its syntax a {@link ControlStream} is, as far as a later one has to know (SUP-05). */
public sealed interface Place {

    /** At the start of a control line; what had come of it is not part of this. */
    record Line() implements Place {}

    /**
     * Inside a long JSON document.
     *
     * @param length its declared length
     * @param soFar what has come of it; valid until the stream moves on
     */
    record Document(int length, ByteBuffer soFar) implements Place {
        /** Checks that there is one. */
        public Document {
            Objects.requireNonNull(soFar, "soFar");
        }
    }

    /**
     * Behind the document of a result, whose data is coming.
     *
     * @param result takes the data
     */
    record Data(IncomingResult result) implements Place {
        /** Checks that there is one. */
        public Data {
            Objects.requireNonNull(result, "result");
        }
    }
}
