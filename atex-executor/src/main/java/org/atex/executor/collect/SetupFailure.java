package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.jspecify.annotations.Nullable;

/** What is stored of a test that could not be set up (RUN-04). */
final class SetupFailure {

    private static final int KEPT = 16 * 1024;

    private SetupFailure() {}

    static TestError error(String output) {
        return TestError.of(ErrorKind.SETUP, end(output));
    }

    static Map<String, @Nullable Object> result(TestError error) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("status", Status.INFRA.word());
        result.put("note", error.note());
        return result;
    }

    /** The last bytes, from the beginning of a character. */
    private static String end(String output) {
        byte[] bytes = output.getBytes(UTF_8);
        int start = Math.max(0, bytes.length - KEPT);
        while (start > 0 && start < bytes.length && (bytes[start] & 0xc0) == 0x80) {
            start++;
        }
        return start == 0 ? output : new String(bytes, start, bytes.length - start, UTF_8);
    }
}
