package org.atex.executor.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Notes what a stream tells of; a document is the number of bytes of data that follow it. */
final class Recorder implements ControlReceiver {

    final List<String> heard = new ArrayList<>();
    boolean busy;

    @Override
    public IncomingResult result(ByteBuffer document) throws ControlException {
        String text = UTF_8.decode(document).toString();
        if (text.equals("bad")) {
            throw ControlException.badReport("bad");
        }
        heard.add("document " + text);
        return new Data(Integer.parseInt(text.strip()));
    }

    @Override
    public void exitCode(int code) {
        heard.add("exit " + code);
    }

    @Override
    public void duration(DurationChange change) {
        heard.add(change.toString());
    }

    @Override
    public void disconnect() {
        heard.add("disconnect");
    }

    private final class Data implements IncomingResult {

        private final StringBuilder data = new StringBuilder();
        private final int length;

        Data(int length) {
            this.length = length;
        }

        @Override
        public boolean data(ByteBuffer bytes) {
            while (!busy && bytes.hasRemaining() && data.length() < length) {
                data.append((char) (bytes.get() & 0xff));
            }
            boolean complete = data.length() == length;
            if (complete) {
                heard.add("data " + data);
            }
            return complete;
        }

        @Override
        public void drop() {
            heard.add("dropped after " + data);
        }
    }
}
