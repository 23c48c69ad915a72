;; What an instance can do with memory that it shares with other workers. Rust's standard library can't be linked with
;; shared memory on stable Rust; a module with two memories can copy between that and an instance's own.
;;
;; `mailbox.wasm` is this, assembled; the test of both says how.
(module
  (import "m" "own" (memory $own 1))
  (import "m" "shared" (memory $shared 1 65536 shared))

  (func (export "put") (param $to i32) (param $from i32) (param $bytes i32)
    (memory.copy $shared $own (local.get $to) (local.get $from) (local.get $bytes)))

  (func (export "get") (param $to i32) (param $from i32) (param $bytes i32)
    (memory.copy $own $shared (local.get $to) (local.get $from) (local.get $bytes)))

  (func (export "load") (param $at i32) (result i32)
    (i32.atomic.load $shared (local.get $at)))

  (func (export "store") (param $at i32) (param $word i32)
    (i32.atomic.store $shared (local.get $at) (local.get $word)))

  (func (export "exchange") (param $at i32) (param $old i32) (param $new i32) (result i32)
    (i32.atomic.rmw.cmpxchg $shared (local.get $at) (local.get $old) (local.get $new)))

  ;; Loads a word until it isn't `old`, so many times at most.
  (func (export "spin") (param $at i32) (param $old i32) (param $times i32) (result i32)
    (local $word i32)
    (loop $again
      (local.set $word (i32.atomic.load $shared (local.get $at)))
      (local.set $times (i32.sub (local.get $times) (i32.const 1)))
      (br_if $again
        (i32.and
          (i32.eq (local.get $word) (local.get $old))
          (i32.gt_s (local.get $times) (i32.const 0)))))
    (local.get $word))

  ;; Sleeps while the word is `old`; without a limit where `ms` is negative. 2: the time has passed.
  (func (export "park") (param $at i32) (param $old i32) (param $ms i32) (result i32)
    (memory.atomic.wait32 $shared (local.get $at) (local.get $old)
      (i64.mul (i64.extend_i32_s (local.get $ms)) (i64.const 1000000))))

  (func (export "wake") (param $at i32)
    (drop (memory.atomic.notify $shared (local.get $at) (i32.const -1)))))
