/** Small parts that all pages are made of. They are styled by `foreword-ui/styles.css`, within an element `.fw`. */

export { Button } from './button.js';
export type { ButtonProps } from './button.js';
export { Segments, Slider, Switch } from './choices.js';
export type { SegmentsProps, SliderProps, SwitchProps } from './choices.js';
export { Dialog, DialogFoot } from './dialog.js';
export type { DialogProps } from './dialog.js';
export { SearchField, TextArea, TextField } from './fields.js';
export type { TextAreaProps, TextFieldProps } from './fields.js';
export { Icon } from './icon.js';
export type { IconName } from './icon.js';
export { EmptyState, Kbd, Notice, Page, ProgressBar, Section } from './page.js';
export { Tabs } from './tabs.js';
export type { TabsProps } from './tabs.js';
export { useToasts } from './toasts.js';
export type { Toast } from './toasts.js';
export { useLoaded, useSettled } from './use-loaded.js';
export type { Loaded } from './use-loaded.js';
