package org.atex.executor.ssh;

import com.hierynomus.sshj.key.KeyAlgorithms;
import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.ChachaPolyCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import com.hierynomus.sshj.transport.mac.Macs;
import java.security.Security;
import java.util.List;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.common.SecurityUtils;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The one configuration that all connections share; making it is slow, so it is made once.
 *
 * <p>Cryptography comes from the JDK, ten times faster here than Bouncy Castle. That one is added
 * as the last provider of the JVM, for what the JDK lacks: ChaCha20 as OpenSSH uses it, and key
 * factories under the names that the SSH library asks for.
 */
final class SharedConfig extends DefaultConfig {

    private SharedConfig() {
        setLoggerFactory(QuietLogger.factory());
        setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        // Must be greater than the window (2 MiB), or the connection dies of an overflow.
        setMaxCircularBufferSize(4 << 20);
    }

    static Config get() {
        return Holder.CONFIG;
    }

    private static final class Holder {
        static final Config CONFIG = make();

        private static Config make() {
            if (Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) {
                Security.addProvider(new BouncyCastleProvider());
            }
            SecurityUtils.setRegisterBouncyCastle(false);
            SecurityUtils.setSecurityProvider(null);
            return new SharedConfig();
        }
    }

    /** The fastest first; chacha20 is slow in Java. */
    @Override
    protected void initCipherFactories() {
        setCipherFactories(
                List.of(
                        GcmCiphers.AES128GCM(),
                        GcmCiphers.AES256GCM(),
                        BlockCiphers.AES128CTR(),
                        BlockCiphers.AES256CTR(),
                        BlockCiphers.AES192CTR(),
                        ChachaPolyCiphers.CHACHA_POLY_OPENSSH()));
    }

    @Override
    protected void initMACFactories() {
        setMACFactories(
                List.of(
                        Macs.HMACSHA2256Etm(),
                        Macs.HMACSHA2512Etm(),
                        Macs.HMACSHA2256(),
                        Macs.HMACSHA2512(),
                        Macs.HMACSHA1Etm(),
                        Macs.HMACSHA1()));
    }

    /**
     * Without ssh-rsa and ssh-dss, whose signatures are made with SHA-1; the library knows no
     * certificates of RSA keys with others. Certificates last, so that a server shows the bare key
     * where nobody asked for a certificate.
     */
    @Override
    protected void initKeyAlgorithms() {
        setKeyAlgorithms(
                List.of(
                        KeyAlgorithms.EdDSA25519(),
                        KeyAlgorithms.ECDSASHANistp256(),
                        KeyAlgorithms.ECDSASHANistp384(),
                        KeyAlgorithms.ECDSASHANistp521(),
                        KeyAlgorithms.RSASHA512(),
                        KeyAlgorithms.RSASHA256(),
                        KeyAlgorithms.EdDSA25519CertV01(),
                        KeyAlgorithms.ECDSASHANistp256CertV01(),
                        KeyAlgorithms.ECDSASHANistp384CertV01(),
                        KeyAlgorithms.ECDSASHANistp521CertV01()));
    }
}
