package org.atex.executor.collect;

import java.nio.ByteBuffer;
import org.atex.executor.control.ControlStream;
import org.atex.executor.control.IncomingResult;
import org.atex.executor.control.Place;
import org.jspecify.annotations.Nullable;

/** One control stream, and how much the state log knows of it. */
final class Connection {

    private final ControlStream parser;
    private long saved;
    private long documentStart = -1;
    private int documentSaved;
    private @Nullable IncomingResult resultSaved;

    /** Makes it for a stream of which all that has come is in the log. */
    Connection(ControlStream parser) {
        this.parser = parser;
        this.saved = parser.stored();
    }

    ControlStream parser() {
        return parser;
    }

    /** Adds what has changed, if anything has. */
    boolean save(StateRecord record, int number) {
        if (parser.stored() == saved) {
            return false;
        }
        saved = parser.stored();
        Place place = parser.place();
        if (place instanceof Place.Document document) {
            saveDocument(record, number, document);
        } else if (place instanceof Place.Data data) {
            saveResult(record, number, (ResultIntake) data.result());
        } else {
            SavedStreams.line(record, number, saved);
        }
        return true;
    }

    private void saveDocument(StateRecord record, int number, Place.Document document) {
        ByteBuffer bytes = document.soFar();
        long start = saved - bytes.remaining();
        if (start != documentStart) {
            documentStart = start;
            documentSaved = 0;
        }
        SavedStreams.document(record, number, saved, document, documentSaved);
        documentSaved = bytes.remaining();
    }

    private void saveResult(StateRecord record, int number, ResultIntake result) {
        if (result != resultSaved) {
            resultSaved = result;
            SavedStreams.report(record, number, result.report());
        }
        SavedStreams.data(record, number, saved, result);
    }
}
