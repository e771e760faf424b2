package org.atex.executor.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.core.test.Attempt;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;

/** Makes the orders of one executor, for tests and for what goes before and after them. */
public final class TestOrders {

    private final WorkDirectory work;
    private final SystemSetup setup;
    private final Map<String, String> executorEnvironment;

    /**
     * Makes one.
     *
     * @param work where everything is on the system
     * @param setup what the executor was started with
     * @param executorEnvironment variables given to the executor (ENV-01)
     */
    public TestOrders(
            WorkDirectory work, SystemSetup setup, Map<String, String> executorEnvironment) {
        this.work = work;
        this.setup = setup;
        this.executorEnvironment = Map.copyOf(executorEnvironment);
    }

    /**
     * Checks what cannot be sent to a system (ENV-06).
     *
     * @throws InvalidArgumentException if there is such a thing
     */
    public static void check(Map<String, String> environment) {
        environment.forEach(Shell::checkVariable);
    }

    /**
     * The order that makes the test's directory and runs the test; the control stream is still to
     * be said.
     *
     * @param restarts how often it was started before in this attempt (REC-03); its directory is
     *     kept then
     */
    public Order test(Attempt attempt, int restarts) {
        TestRun test = attempt.test();
        Order order = new Order();
        if (restarts == 0) {
            order.remove(work.test())
                    .directory(work.test())
                    .directory(dataDirectory())
                    .file(work.test() + "/metadata.yaml", MetadataYaml.of(test))
                    .script(testScript(), Scripts.test(work, test));
            if (Beakerlib.runs(test)) {
                order.remove(work.beakerlib()).directory(work.beakerlib());
            }
        }
        if (test.tty()) {
            order.terminal();
        }
        return order.environment(testEnvironment(attempt, restarts))
                .workingDirectory(workingDirectory(test));
    }

    /** Has the supervisor say at the end which files the test has left (TMT-02). */
    public Order watching(Order order, TestRun test) {
        LeftFiles.in(work).watched(test).forEach(order::watch);
        return order;
    }

    /** What the order of a test runs. */
    public String testScript() {
        return work.test() + "/test.sh";
    }

    private String dataDirectory() {
        return work.test() + "/data";
    }

    /** Where a test runs (RUN-05). */
    private String workingDirectory(TestRun test) {
        String below = test.directory().replaceAll("^/+|/+$", "");
        return below.isEmpty() ? work.tests() : work.tests() + "/" + below;
    }

    /** Later ones win (ENV-01). */
    private Map<String, String> testEnvironment(Attempt attempt, int restarts) {
        TestRun test = attempt.test();
        Map<String, String> all = new LinkedHashMap<>(setup.environment());
        all.put("TMT_PLAN_ENVIRONMENT_FILE", work.environmentFile());
        all.put("TMT_TEST_NAME", test.name());
        all.put("TMT_TEST_METADATA", work.test() + "/metadata.yaml");
        all.put("TMT_TEST_DATA", dataDirectory());
        all.put("TMT_TEST_SUBMITTED_FILES", work.test() + "/submitted-files");
        all.put("TMT_TEST_INVOCATION_PATH", work.test());
        all.put("TMT_TEST_PIDFILE", work.test() + "/pid");
        all.put("TMT_TEST_SERIAL_NUMBER", Long.toString(attempt.number()));
        all.put("TMT_PLAN_DATA", work.planData());
        all.put("TMT_SCRIPTS_DIR", work.helpers());
        all.put("RSTRNT_TASKNAME", test.name());
        all.putAll(test.environment());
        all.putAll(executorEnvironment);
        all.put("TMT_TREE", work.tests());
        for (String counter :
                List.of(
                        "TMT_REBOOT_COUNT",
                        "TMT_TEST_RESTART_COUNT",
                        "REBOOTCOUNT",
                        "RSTRNT_REBOOTCOUNT")) {
            all.put(counter, Integer.toString(restarts));
        }
        if (Beakerlib.runs(test)) {
            all.putAll(Beakerlib.variables(work, attempt));
        }
        return all;
    }

    /**
     * Installs what a test requires and recommends; empty if that is nothing (RUN-09). Which tests
     * are written with beakerlib is not known when the executor starts, so its packages are among
     * them (BKR-01).
     */
    public Optional<SetupOrder> packages(TestRun test) {
        List<String> required = new ArrayList<>(test.require());
        List<String> recommended = new ArrayList<>(test.recommend());
        if (Beakerlib.runs(test)) {
            required.add(Beakerlib.REQUIRED);
            recommended.add(Beakerlib.RECOMMENDED);
        }
        List<String> lines = new ArrayList<>();
        if (!required.isEmpty()) {
            lines.add(install("require", required));
        }
        if (!recommended.isEmpty()) {
            lines.add(install("recommend", recommended));
        }
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(stepsOrder("packages", lines, List.of()));
    }

    private String install(String how, List<String> packages) {
        return "bash %s %s %s".formatted(Shell.quote(work.packages()), how, Shell.quote(packages));
    }

    /** Runs the prepare steps; empty if there are none (PLN-01). */
    public Optional<SetupOrder> prepare() {
        return steps("prepare", setup.prepare());
    }

    /** Runs the finish steps, of which packages are none; empty if there are none (PLN-02). */
    public Optional<SetupOrder> finish() {
        return steps(
                "finish",
                setup.finish().stream().filter(step -> step instanceof SetupStep.Script).toList());
    }

    private Optional<SetupOrder> steps(String what, List<SetupStep> steps) {
        List<String> lines = new ArrayList<>();
        List<String> scripts = new ArrayList<>();
        for (SetupStep step : steps) {
            if (step instanceof SetupStep.Install install) {
                lines.add(install("require", install.packages()));
            } else if (step instanceof SetupStep.Script script) {
                scripts.add(script.text());
                lines.add("bash " + Shell.quote(stepScript(scripts.size())));
            }
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(stepsOrder(what, lines, scripts));
    }

    private String stepScript(int number) {
        return "%s/%d.sh".formatted(work.steps(), number);
    }

    /**
     * One script that runs all steps and says which one failed (PLN-06). It notes which are done,
     * and goes on behind them if it is run again.
     */
    private SetupOrder stepsOrder(String what, List<String> lines, List<String> scripts) {
        StringBuilder driver =
                new StringBuilder(
                        """
                        #!/bin/bash
                        done=%s
                        step() {
                            local number=$1
                            shift
                            [ ! -e "$done-$number" ] || return 0
                            "$@" || {
                                echo "atex: %s step $number of %d failed with exit code $?"
                                exit 1
                            }
                            : >"$done-$number"
                        }
                        """
                                .formatted(
                                        Shell.quote(work.steps() + "/done"), what, lines.size()));
        for (int i = 0; i < lines.size(); i++) {
            driver.append("step %d %s\n".formatted(i + 1, lines.get(i)));
        }
        Order order = new Order().remove(work.steps()).directory(work.steps());
        for (int i = 0; i < scripts.size(); i++) {
            order.script(stepScript(i + 1), Scripts.step(work, scripts.get(i)));
        }
        String main = work.steps() + "/" + what;
        return new SetupOrder(
                run(main, order.script(main, driver.toString())), run(main, new Order()));
    }

    private byte[] run(String main, Order order) {
        return order.environment(stepEnvironment()).workingDirectory(work.tests()).run(main);
    }

    /** What scripts of the plan see (PLN-03). */
    private Map<String, String> stepEnvironment() {
        Map<String, String> all = new LinkedHashMap<>(setup.environment());
        all.putAll(executorEnvironment);
        all.put("TMT_TREE", work.tests());
        all.put("TMT_PLAN_ENVIRONMENT_FILE", work.environmentFile());
        all.put("TMT_PLAN_DATA", work.planData());
        return all;
    }
}
