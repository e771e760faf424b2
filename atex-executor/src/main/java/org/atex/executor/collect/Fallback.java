package org.atex.executor.collect;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.jspecify.annotations.Nullable;

/** Makes the result of a test that stored none for itself (FBK). */
final class Fallback {

    private static final String OUTPUT = "output.txt";

    private Fallback() {}

    /** Handles it as one more partial result (FBK-05). */
    static void mergeInto(OpenResults open, OptionalInt exitCode, Optional<TestError> error) {
        OpenResult result = open.merge("", Map.of());
        open.merge("", verdict(result.values(), exitCode, error));
        if (result.testout() == null && !holdsOutput(result.values().get("files"))) {
            result.testout(new Testout(OUTPUT, OUTPUT, OUTPUT));
        }
    }

    private static Map<String, @Nullable Object> verdict(
            Map<String, @Nullable Object> said, OptionalInt exitCode, Optional<TestError> error) {
        Map<String, @Nullable Object> verdict = new LinkedHashMap<>();
        if (error.isPresent()) {
            verdict.put("status", Status.INFRA.word());
            verdict.put("note", error.get().note());
        } else if (!said.containsKey("status")) {
            boolean passed = exitCode.isPresent() && exitCode.getAsInt() == 0;
            verdict.put("status", (passed ? Status.PASS : Status.FAIL).word());
        }
        return verdict;
    }

    private static boolean holdsOutput(@Nullable Object files) {
        return files instanceof Collection<?> names && names.contains(OUTPUT);
    }
}
