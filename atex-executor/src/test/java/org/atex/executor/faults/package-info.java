/** What happens to tests when cables are cut, systems stall and runners die. */
package org.atex.executor.faults;
