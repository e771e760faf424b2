package org.atex.examples.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.atex.core.orchestrate.SimulationResult;

/** What simulations found, a line each. */
final class SimulationTable {

    private static final String FORMAT = "%7s  %10s  %10s  %6s  %13s  %11s  %8s";

    private final List<String> lines = new ArrayList<>();

    SimulationTable() {
        lines.add(
                FORMAT.formatted(
                        "SYSTEMS",
                        "MAKESPAN",
                        "AT LEAST",
                        "OVER",
                        "MACHINE-HOURS",
                        "UTILISATION",
                        "RESERVED"));
    }

    void add(int systems, SimulationResult result) {
        lines.add(
                String.format(
                        Locale.ROOT,
                        FORMAT,
                        systems,
                        Spans.clock(result.makespan()),
                        Spans.clock(result.lowerBound()),
                        decimal("%.2f", result.overLowerBound()),
                        decimal("%.2f", result.machineHours()),
                        decimal("%.0f %%", 100 * result.utilisation()),
                        result.systems()));
    }

    private static String decimal(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }

    void printTo(PrintWriter out) {
        lines.forEach(out::println);
        out.println();
        out.println("AT LEAST: no order could be faster; OVER: how many times that the run takes");
    }
}
