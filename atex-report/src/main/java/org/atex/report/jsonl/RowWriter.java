package org.atex.report.jsonl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.atex.core.result.Status;
import org.atex.report.files.JsonText;
import org.atex.report.files.ResultRow;

/** Writes rows as lines (AGG-01). */
final class RowWriter {

    private RowWriter() {}

    static void write(ResultRow row, OutputStream out) throws IOException {
        StringBuilder line = new StringBuilder("[");
        JsonText.quote(row.platform(), line);
        value(line.append(", "), row.status().map(Status::word));
        JsonText.quote(row.test(), line.append(", "));
        value(line.append(", "), row.subtest());
        texts(line.append(", "), row.files());
        value(line.append(", "), row.note());
        out.write(line.append("]\n").toString().getBytes(UTF_8));
    }

    private static void texts(StringBuilder line, List<String> texts) {
        line.append('[');
        String separator = "";
        for (String text : texts) {
            JsonText.quote(text, line.append(separator));
            separator = ", ";
        }
        line.append(']');
    }

    private static void value(StringBuilder line, Optional<String> text) {
        text.ifPresentOrElse(present -> JsonText.quote(present, line), () -> line.append("null"));
    }
}
