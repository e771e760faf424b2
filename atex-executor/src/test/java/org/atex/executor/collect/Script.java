package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What the streams of a made-up test say, and in which pieces that arrives. */
final class Script {

    /** Some bytes of a stream. */
    record Piece(int stream, long offset, byte[] bytes) {}

    private static final String[] NAMES = {"", "a", "a/b", "ünï ⊗", "..", "\ud83d\ude00"};
    private static final String[] FILES = {"f", "d/f", "d/e/g", "log", "⊗", "/abs", "x/../y"};

    private final Random random;
    private final List<Piece> pieces = new ArrayList<>();
    private int testouts;

    private Script(long seed) {
        random = new Random(seed);
    }

    static List<Piece> of(long seed) {
        Script script = new Script(seed);
        script.write();
        return script.pieces;
    }

    private void write() {
        int count = 1 + random.nextInt(4);
        List<byte[]> left = new ArrayList<>();
        left.add(data(random.nextInt(2000)));
        for (int i = 0; i < count; i++) {
            left.add(controlStream());
        }
        long[] offsets = new long[left.size()];
        while (left.stream().anyMatch(bytes -> bytes.length > 0)) {
            int stream = random.nextInt(left.size());
            byte[] bytes = left.get(stream);
            int size = Math.min(bytes.length, pieceSize());
            if (size > 0) {
                pieces.add(new Piece(stream, offsets[stream], Arrays.copyOf(bytes, size)));
                offsets[stream] += size;
                left.set(stream, Arrays.copyOfRange(bytes, size, bytes.length));
            }
        }
    }

    private int pieceSize() {
        return random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(200);
    }

    private byte[] controlStream() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int words = random.nextInt(12);
        for (int i = 0; i < words; i++) {
            switch (random.nextInt(8)) {
                case 0 -> all.writeBytes("noop for a while\n".getBytes(UTF_8));
                case 1 -> all.writeBytes("exitcode %d\n".formatted(i).getBytes(UTF_8));
                case 2 -> all.writeBytes("duration +%ds\n".formatted(i).getBytes(UTF_8));
                default -> result(all);
            }
        }
        return all.toByteArray();
    }

    private void result(ByteArrayOutputStream all) {
        StringBuilder json = new StringBuilder("{'status': 'pass'");
        int name = random.nextInt(NAMES.length);
        json.append(", 'name': '").append(NAMES[name]).append("'");
        json.append(random.nextInt(3) == 0 ? ", 'partial': true" : "");
        json.append(random.nextInt(4) == 0 ? ", 'tags': [1, {'x': null}]" : "");
        json.append(random.nextInt(6) == 0 ? ", 'note': null" : "");
        json.append(random.nextInt(8) == 0 ? ", 'testout': 'out%d'".formatted(testouts++) : "");
        if (random.nextInt(10) == 0) {
            json.append(", 'long': '").append("é".repeat(random.nextInt(60_000))).append("'");
        }
        ByteArrayOutputStream files = new ByteArrayOutputStream();
        if (random.nextInt(2) == 0) {
            json.append(", 'files': [").append(files(files)).append(']');
        }
        byte[] document = json.append('}').toString().replace('\'', '"').getBytes(UTF_8);
        all.writeBytes("result %d\n".formatted(document.length).getBytes(UTF_8));
        all.writeBytes(document);
        all.writeBytes(files.toByteArray());
    }

    private String files(ByteArrayOutputStream data) {
        List<String> entries = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            byte[] bytes = data(random.nextInt(3) == 0 ? 0 : random.nextInt(3_000));
            data.writeBytes(bytes);
            entries.add(
                    "{'name': '%s', 'length': %d}"
                            .formatted(FILES[random.nextInt(FILES.length)], bytes.length));
        }
        return String.join(", ", entries);
    }

    private byte[] data(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
