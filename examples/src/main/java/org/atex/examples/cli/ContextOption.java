package org.atex.examples.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atex.core.InvalidArgumentException;

/** What {@code --context k=v} names; {@code k=v,w} gives a dimension two values. */
final class ContextOption {

    private ContextOption() {}

    /** Dimension to values; a dimension that comes twice has all of them. */
    static Map<String, List<String>> parse(List<String> options) {
        Map<String, List<String>> context = new LinkedHashMap<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new InvalidArgumentException(
                        "--context %s: expected DIMENSION=VALUE".formatted(option));
            }
            List<String> values = List.of(option.substring(equals + 1).split(",", -1));
            context.computeIfAbsent(option.substring(0, equals), ignored -> new ArrayList<>())
                    .addAll(values);
        }
        return context;
    }
}
