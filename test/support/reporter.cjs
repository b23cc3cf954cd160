module.exports = class {
  onRunComplete() {}
};
