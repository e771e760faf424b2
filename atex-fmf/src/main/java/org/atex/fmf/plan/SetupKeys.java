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
                .map(item -> new Item(item, item.number("order", USUAL_ORDER)))
                .sorted(Comparator.comparingDouble(Item::order))
                .flatMap(item -> steps(item.keys, key.equals("prepare")))
                .toList();
    }

    private record Item(Keys keys, double order) {}

    private static Stream<SetupStep> steps(Keys item, boolean prepare) {
        String how = item.text("how").orElse("shell");
        if (how.equals("shell")) {
            return item.texts("script").stream().map(SetupStep.Script::new);
        }
        if (how.equals("install") && prepare) {
            return Stream.of(new SetupStep.Install(item.texts("package")));
        }
        log.warn("{}", item.wrong("how", "'%s' is skipped".formatted(how)).getMessage());
        return Stream.empty();
    }
}
