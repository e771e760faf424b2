package org.atex.executor.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads what the fuzzer made as steps of a test. So that it gets past the first line of a result,
 * lengths of documents are right unless it goes out of its way.
 */
final class FuzzScript {

    /** Something that happens to one stream. */
    record Step(Kind kind, int stream, byte[] bytes) {}

    enum Kind {
        BYTES,
        RESULT,
        END,
        CUT,
        KILL
    }

    private static final int STREAMS = 4;

    private FuzzScript() {}

    /** One step is a kind, a stream, a length and so many bytes. */
    static List<Step> of(byte[] input) {
        List<Step> steps = new ArrayList<>();
        int at = 0;
        while (at + 1 < input.length) {
            Kind kind = Kind.values()[(input[at] & 0xff) % Kind.values().length];
            int stream = (input[at] & 0xff) / Kind.values().length % STREAMS;
            int end = Math.min(input.length, at + 2 + (input[at + 1] & 0xff));
            byte[] bytes = Arrays.copyOfRange(input, at + 2, end);
            steps.add(new Step(kind, stream, kind == Kind.RESULT ? result(bytes) : bytes));
            at = end;
        }
        return steps;
    }

    private static byte[] result(byte[] document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("result %d\n".formatted(document.length).getBytes(US_ASCII));
        bytes.writeBytes(document);
        return bytes.toByteArray();
    }

    /** Makes a step the way {@link #of} reads it. */
    static byte[] step(Kind kind, int stream, String bytes) {
        byte[] text = bytes.replace('\'', '"').getBytes(US_ASCII);
        byte[] step = new byte[2 + text.length];
        step[0] = (byte) (kind.ordinal() + stream * Kind.values().length);
        step[1] = (byte) text.length;
        System.arraycopy(text, 0, step, 2, text.length);
        return step;
    }
}
