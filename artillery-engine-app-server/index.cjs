// Artillery requires engines by this package's name and constructs what it gets.
module.exports = require('app-server-test-client/artillery-engine-app-server').AppServerEngine;
