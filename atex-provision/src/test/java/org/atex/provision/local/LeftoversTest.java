package org.atex.provision.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeftoversTest {

    private static final String MARK = "ATEX_LEFTOVERS_TEST";

    @Test
    void sessionThatSomebodyElseLeadsIsLeftAlone() throws Exception {
        String value = "value-" + System.nanoTime();
        String marked = MARK + "=" + value + " sleep 60 & echo $!; sleep 60 & echo $!; wait";
        Process leader = new ProcessBuilder("setsid", "bash", "-c", marked).start();
        try (var lines = leader.inputReader()) {
            long ours = Long.parseLong(lines.readLine());
            long other = Long.parseLong(lines.readLine());
            Leftovers leftovers = new Leftovers(MARK, value);
            Set<ProcessHandle> found = leftovers.find(List.of());
            while (found.isEmpty()) {
                found = leftovers.find(List.of()); // the shell has not started it yet
            }

            assertThat(found).extracting(ProcessHandle::pid).containsExactly(ours);
            ProcessHandle.of(other).ifPresent(ProcessHandle::destroy);
        } finally {
            leader.descendants().forEach(ProcessHandle::destroy);
            leader.destroy();
        }
    }

    @Test
    void sessionThatWasMadeForACommandGoesAsAWhole() throws Exception {
        String value = "value-" + System.nanoTime();
        ProcessBuilder builder =
                new ProcessBuilder(
                        "setsid", "bash", "-c", "env -i sleep 60 & echo $!; exec env -i sleep 60");
        builder.environment().put(MARK, value);
        Process leader = builder.start();
        try (var lines = leader.inputReader()) {
            long child = Long.parseLong(lines.readLine());

            Set<ProcessHandle> found = new Leftovers(MARK, value).find(List.of(leader.toHandle()));

            assertThat(found).extracting(ProcessHandle::pid).contains(child, leader.pid());
        } finally {
            leader.descendants().forEach(ProcessHandle::destroy);
            leader.destroy();
        }
    }
}
