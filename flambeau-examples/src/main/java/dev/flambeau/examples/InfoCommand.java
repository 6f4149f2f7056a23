package dev.flambeau.examples;

import dev.flambeau.spi.DeviceProvider;
import dev.flambeau.spi.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what this process computes with. */
@Command(name = "info", mixinStandardHelpOptions = true,
        description = "Prints the versions, devices and kernels in use.")
final class InfoCommand implements Runnable {
    @Spec CommandSpec spec;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        out.println(Main.VERSION);
        out.println("java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors");
        out.println("vector api: "
                + (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? "yes" : "no"));
        for (DeviceProvider provider : Devices.providers()) {
            out.println(provider.description());
        }
    }
}
