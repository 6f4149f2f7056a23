/** JMH benchmarks. */
package dev.flambeau.jmh;
