package org.atex.examples.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atex.core.InvalidArgumentException;

/** What {@code --context k=v} names; {@code k=v,w} gives a dimension two values. */
final class ContextOption {

    private ContextOption() {}

    /** Dimension to values; of a dimension that comes twice the last one counts. */
    static Map<String, List<String>> parse(List<String> options) {
        Map<String, List<String>> context = new LinkedHashMap<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new InvalidArgumentException(
                        "--context %s: expected DIMENSION=VALUE".formatted(option));
            }
            String values = option.substring(equals + 1);
            context.put(option.substring(0, equals), List.of(values.split(",", -1)));
        }
        return context;
    }
}
