package org.atex.examples.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command {@code atex}. */
@Command(
        name = "atex",
        description = "Runs FMF tests on a pool of systems.",
        subcommands = {
            RunCommand.class,
            DiscoverCommand.class,
            FmfCommand.class,
            ReportCommand.class,
            SimulateCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "atex 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all tests passed",
            "1:a test failed",
            "2:a test did not run or its system broke, the run failed, or the usage was wrong"
        })
public final class AtexCli {

    private AtexCli() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String... args) {
        SafeOutput.protectErrors();
        System.exit(run(writer(System.out), writer(System.err), args));
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(stream, false, StandardCharsets.UTF_8);
    }

    /** Runs the command; for those who stay in the process. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new AtexCli())
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, rest) -> usageWrong(e))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command.getErr()))
                .execute(args);
    }

    private static int usageWrong(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String help = command.getCommandSpec().qualifiedName() + " --help";
        return tell(command.getErr(), "%s; see '%s'".formatted(e.getMessage(), help));
    }

    private static int failed(Exception e, PrintWriter err) {
        return tell(err, OneLine.of(e));
    }

    private static int tell(PrintWriter err, String message) {
        err.println("atex: " + Visible.of(message));
        err.flush();
        return ExitCodes.TROUBLE;
    }
}
