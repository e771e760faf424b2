package org.atex.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.atex.core.result.ResultSink;

/**
 * A process that gives the attempts of a run to a sink. With arguments, the kind, the root of the
 * run and how many attempts, it takes them and ends. Without any it does what it is told, a line
 * for each: {@code take KIND ROOT}, {@code again} for the same sink, and answers with {@code ok} or
 * with what the sink threw.
 */
final class SinkProcess {

    private final ResultSink sink;
    private final EndedAttempts attempts;
    private final int count;
    private boolean open;
    private boolean closing;
    private int taken;

    private SinkProcess(SinkKind kind, Path root, int count) {
        this.count = count;
        sink = kind.in(root.resolve("out"));
        attempts = EndedAttempts.in(root);
    }

    public static void main(String[] args) throws IOException {
        if (args.length > 0) {
            goOn(SinkKind.valueOf(args[0]), Path.of(args[1]), Integer.parseInt(args[2]));
        } else {
            obey();
        }
    }

    /** Does all that is left to do for a run whose process was killed, if there was one. */
    static void goOn(SinkKind kind, Path root, int count) throws IOException {
        SinkProcess process = new SinkProcess(kind, root, count);
        process.sink.resume();
        process.open = true;
        process.taken = process.sink.lastSeen().isPresent() ? 0 : count;
        process.take();
    }

    private void take() throws IOException {
        if (closing) {
            sink.resume();
        } else if (!open) {
            sink.open();
            open = true;
        }
        while (taken < count) {
            sink.accept(attempts.ended(taken));
            taken++;
        }
        closing = true;
        sink.close();
    }

    private static void obey() throws IOException {
        BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        SinkProcess process = null;
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ", 3);
            if (process == null || words[0].equals("take")) {
                process =
                        new SinkProcess(
                                SinkKind.valueOf(words[1]), Path.of(words[2]), EndedAttempts.COUNT);
            }
            System.out.println(process.answer());
        }
    }

    private String answer() {
        try {
            take();
            return "ok";
        } catch (IOException | RuntimeException e) {
            return e.toString();
        }
    }
}
