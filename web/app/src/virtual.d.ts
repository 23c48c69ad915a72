declare module 'virtual:model' {
  export const model: import('foreword').ModelSource;
  export const decoder: import('foreword').ModelSource;
}
