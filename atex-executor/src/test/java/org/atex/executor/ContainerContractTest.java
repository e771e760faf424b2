package org.atex.executor;

import org.atex.core.contract.TestExecutorContract;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.system.Provisioner;

/** The contract on an OpenSSH server in a container. */
class ContainerContractTest extends TestExecutorContract {

    @Override
    protected TestExecutorFactory factory() {
        return SshTestExecutor.factory();
    }

    @Override
    protected Provisioner newProvisioner() {
        return new SshContainer();
    }
}
