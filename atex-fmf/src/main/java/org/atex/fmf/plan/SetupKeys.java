package org.atex.fmf.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of a plan that say what a system needs: PLN-01, PLN-02, ENV-01. */
final class SetupKeys {

    private static final Logger log = LoggerFactory.getLogger(Plan.class);
    private static final double USUAL_ORDER = 50;

    private SetupKeys() {}

    static SystemSetup read(Keys plan) {
        SystemSetup setup = SystemSetup.none();
        for (Map.Entry<String, String> variable : plan.environment().entrySet()) {
            setup = setup.withEnvironment(variable.getKey(), variable.getValue());
        }
        for (SetupStep step : steps(plan, "prepare")) {
            setup = setup.withPrepare(step);
        }
        for (SetupStep step : steps(plan, "finish")) {
            setup = setup.withFinish(step);
        }
        return setup;
    }

    private static List<SetupStep> steps(Keys plan, String key) {
        return plan.mappings(key).stream()
                .map(item -> new Item(item.number("order", USUAL_ORDER), item))
                .sorted(Comparator.comparingDouble(Item::order))
                .flatMap(item -> stepsOf(item.keys, key))
                .toList();
    }

    private record Item(double order, Keys keys) {}

    private static Stream<SetupStep> stepsOf(Keys item, String key) {
        String how = item.text("how").orElse("shell");
        if (how.equals("shell")) {
            return item.texts("script").stream().map(SetupStep.Script::new);
        }
        if (how.equals("install") && key.equals("prepare")) {
            return Stream.of(new SetupStep.Install(item.texts("package")));
        }
        log.warn("A {} item with 'how: {}' is skipped ({})", key, how, item.place("how"));
        return Stream.empty();
    }
}
