package org.atex.executor;

import org.atex.core.contract.TestExecutorContract;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.system.Provisioner;
import org.atex.provision.local.LocalProvisioner;

/** The contract on the server in this process. */
class EmbeddedContractTest extends TestExecutorContract {

    @Override
    protected TestExecutorFactory factory() {
        return SshTestExecutor.factory();
    }

    @Override
    protected Provisioner newProvisioner() {
        return new LocalProvisioner();
    }
}
