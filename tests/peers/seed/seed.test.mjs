// The seed's TypeScript, both ways; in one process, since its generator is installed and run first.

import "./client_checks.mjs";
import "./server_checks.mjs";
