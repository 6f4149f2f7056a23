/** Data sets, transforms and models for images. */
module dev.flambeau.vision {
    requires java.net.http;
    requires transitive dev.flambeau.nn;
    requires static transitive org.jspecify; // in signatures of the API, no need of it at run time

    exports dev.flambeau.vision.datasets;
}
