// The seed's TypeScript, both ways. One process for all of it, since its generator is installed and run at the start.

import "./client_checks.mjs";
import "./server_checks.mjs";
