package org.atex.core.orchestrate;

import java.util.List;
import java.util.Map;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.ResultReported;
import org.atex.core.result.TestResult;
import org.jspecify.annotations.Nullable;

/** About how much heap an event for sinks holds, in bytes. */
final class EventWeight {

    private EventWeight() {}

    static long of(SinkEvent event) {
        if (!(event instanceof ResultReported reported)) {
            return 256;
        }
        TestResult result = reported.result();
        long files = result.files().stream().mapToLong(String::length).sum();
        return 512
                + result.note().map(String::length).orElse(0)
                + result.name().map(String::length).orElse(0)
                + files
                + weight(result.extra());
    }

    private static long weight(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .mapToLong(entry -> 64 + weight(entry.getKey()) + weight(entry.getValue()))
                    .sum();
        }
        if (value instanceof List<?> list) {
            return list.stream().mapToLong(item -> 16 + weight(item)).sum();
        }
        return value instanceof String text ? 40 + text.length() : 40;
    }
}
